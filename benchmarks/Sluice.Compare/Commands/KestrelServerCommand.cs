using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore;
using Sluice.Compare.Legs;
using Sluice.Compare.Web;

namespace Sluice.Compare.Commands;

/// <summary>What the program starts itself with for a Kestrel to compare: prints its port and its process, and lives as long as its standard input.</summary>
internal static class KestrelServerCommand
{
    public static Command Create()
    {
        Option<string> peer = new("--peer") { Required = true };
        Option<string> folder = new("--folder") { Required = true };
        Command command = new("kestrel-server", "A Kestrel to compare.") { Hidden = true, Options = { peer, folder } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ParentWatch.Start();
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            string name = parsed.GetRequiredValue(peer);
            if (name == WebServers.Sluice)
                builder.WebHost.UseSluice();
            await using WebApplication app = builder.Build();
            if (name == WebServers.Memory)
                app.Run(new MemoryAnswer(parsed.GetRequiredValue(folder)).AnswerAsync);
            else
                app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(parsed.GetRequiredValue(folder)) });
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{new Uri(app.Urls.First()).Port} {Environment.ProcessId}");
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
