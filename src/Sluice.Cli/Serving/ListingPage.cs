using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Sluice.Cli.Output;

namespace Sluice.Cli.Serving;

/// <summary>The page that lists a folder: one table, real links, no script, readable in the dark and by a screen reader.</summary>
internal sealed class ListingPage : IDirectoryFormatter
{
    private const string Style = """
        :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: .35rem .75rem .35rem 0; text-align: left; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
        td:first-child { overflow-wrap: anywhere; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        """;

    public async Task GenerateContentAsync(HttpContext context, IEnumerable<IFileInfo> contents)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        context.Response.Headers.CacheControl = "no-cache";
        byte[] page = Encoding.UTF8.GetBytes(Write(context.Request.Path.Value ?? "/", contents));
        context.Response.ContentLength = page.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(page, context.RequestAborted);
    }

    private static string Write(string path, IEnumerable<IFileInfo> contents)
    {
        StringBuilder page = new();
        string title = WebUtility.HtmlEncode($"Files in {path}");
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            <table>
            <thead><tr><th scope="col">Name</th><th scope="col" class="number">Size</th><th scope="col" class="number">Changed (UTC)</th></tr></thead>
            <tbody>

            """);
        if (path != "/")
            page.Append("<tr><td><a href=\"../\">Up to the parent folder</a></td><td></td><td></td></tr>\n");
        foreach (IFileInfo file in contents.OrderBy(file => !file.IsDirectory).ThenBy(file => file.Name, StringComparer.Ordinal))
            AppendRow(page, file);
        return page.Append("</tbody>\n</table>\n</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendRow(StringBuilder page, IFileInfo file)
    {
        string name = file.IsDirectory ? file.Name + "/" : file.Name;

        // "./" keeps a name with a colon from being taken for a scheme.
        string link = $"./{Uri.EscapeDataString(file.Name)}{(file.IsDirectory ? "/" : "")}";
        string size = file.IsDirectory ? "" : ByteSize.ToText(file.Length);
        string time = file.LastModified.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        page.Append(CultureInfo.InvariantCulture, $"""
            <tr><td><a href="{WebUtility.HtmlEncode(link)}">{WebUtility.HtmlEncode(name)}</a></td><td class="number">{size}</td><td class="number"><time>{time}</time></td></tr>

            """);
    }
}
