// ArgsPool FOLDER [ADDRESS:PORT [CONNECTIONS]]: a server in the style of SocketAsyncEventArgs. "NAME\n" is answered by "OK LENGTH\n" and the file, or by "NO\n".
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ArgsPool;

if (args is not [string folder, ..] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: ArgsPool FOLDER [ADDRESS:PORT [CONNECTIONS]]");
    return 2;
}

IPEndPoint address = IPEndPoint.Parse(args is [_, string given, ..] ? given : "127.0.0.1:8081");
int connections = args is [_, _, string most] ? int.Parse(most, CultureInfo.InvariantCulture) : 1000;
using Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(address);
listener.Listen();
Console.WriteLine($"listening on {listener.LocalEndPoint}");
Pool pool = new(connections, Connection.OnCompleted);
while (true)
{
    // As many connections as there are args; the others wait to be accepted.
    SocketAsyncEventArgs rented = await pool.RentAsync();
    Socket client = await listener.AcceptAsync();
    new Connection(client, rented, pool, Path.GetFullPath(folder)).Start();
}
