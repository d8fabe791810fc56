using System.Globalization;
using System.Numerics;
using CsCheck;
using Sluice.Cli.Commands;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Cli.Tests.Fuzzing;

/// <summary>Addresses and sizes that nobody meant.</summary>
public sealed class EndpointFuzz
{
    private static readonly Gen<string> Addresses = Spoilt.Text(
        ["localhost:9000", "127.0.0.1:0", "[::1]:65535", "[fe80::1%eth0]:9", "unix:/tmp/a.sock", "unix:a", "example.com:80"], ":", "[", "]", "::", "unix:", "0", "65536", "%");

    [Fact]
    public void Address_IsTakenApart_OrRefused() => Fuzz.Check(
        Addresses,
        static text =>
        {
            if (Parse(text) is not { } endpoint)
                return false;
            Assert.Equal(text, endpoint.ToString());
            if (endpoint is UnixEndpoint unix)
            {
                Assert.Equal(text, $"unix:{unix.Path}");
                return true;
            }

            // Its parts put together again are the same address, in its one form.
            TcpEndpoint tcp = Assert.IsType<TcpEndpoint>(endpoint);
            Assert.True(tcp.Host.Length is > 0 and <= 255 && tcp.Port is >= 0 and <= 65535);
            TcpEndpoint again = Assert.IsType<TcpEndpoint>(Endpoint.Parse(string.Create(CultureInfo.InvariantCulture, $"[{tcp.Host}]:{tcp.Port}")));
            Assert.Equal((tcp.Host, tcp.Port), (again.Host, again.Port));
            return true;
        },
        Fuzz.Print);

    [Fact]
    public void Size_IsANumberOfBytes_OrRefused() => Fuzz.Check(
        Spoilt.Text(["8MiB", "1 GB", "65536", "1kB", "9223372036854775807", "8388608TiB", "0", "3 B"], "KiB", "mib", "gB", " ", "000", "922337203685477580"),
        static text =>
        {
            bool isSize = ByteSize.TryParse(text, out long bytes);
            Assert.Equal(isSize ? ByDefinition(text) : null, isSize ? bytes : null);
            if (!isSize)
            {
                Assert.True(ByDefinition(text) is null || ByDefinition(text) > long.MaxValue);
                return false;
            }

            string written = ByteSize.ToText(bytes);
            Assert.True(!written.EndsWith("iB", StringComparison.Ordinal) || (ByteSize.TryParse(written, out long again) && again == bytes));
            return true;
        },
        Fuzz.Print);

    private static Endpoint? Parse(string text)
    {
        try
        {
            return Endpoint.Parse(text);
        }
        catch (CommandException failure)
        {
            Assert.Equal(ExitCode.Usage, failure.ExitCode);
            return null;
        }
    }

    // Digits of ASCII, blanks, a unit: with numbers that never overflow.
    private static BigInteger? ByDefinition(string text)
    {
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits == 0)
            return null;
        string unit = text[digits..];
        BigInteger? factor = unit.TrimStart().ToUpperInvariant() switch
        {
            "" when unit.Length == 0 => 1,
            "B" => 1,
            "KB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "KIB" => 1 << 10,
            "MIB" => 1 << 20,
            "GIB" => 1 << 30,
            _ => null,
        };
        return factor * BigInteger.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
