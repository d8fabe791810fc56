using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sluice.Cli.Serving;

/// <summary>Sends <c>a.js.br</c> or <c>a.js.gz</c> in place of <c>a.js</c> to a client that understands it, if it lies beside it and is not older.</summary>
internal sealed class Precompressed(IFileProvider files)
{
    private static readonly (string Coding, string Extension)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    private readonly FileExtensionContentTypeProvider _types = new();

    /// <summary>Points the request at the compressed file.</summary>
    public void Choose(HttpContext context)
    {
        string? path = context.Request.Path.Value;
        if (path is null || path.EndsWith('/') || files.GetFileInfo(path) is not { Exists: true } plain)
            return;
        foreach ((string coding, string extension) in Codings)
        {
            if (files.GetFileInfo(path + extension) is not { Exists: true } compressed || compressed.LastModified < plain.LastModified)
                continue;
            context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (!Accepts(context.Request.Headers.AcceptEncoding, coding))
                continue;
            context.Items[this] = new Choice(coding, TypeOf(path));
            context.Request.Path = path + extension;
            return;
        }
    }

    /// <summary>Says in the response what was chosen.</summary>
    public void Describe(HttpContext context)
    {
        if (!context.Items.TryGetValue(this, out object? item) || item is not Choice choice)
            return;
        context.Response.Headers.ContentEncoding = choice.Coding;
        context.Response.ContentType = choice.Type;
    }

    private static bool Accepts(StringValues header, string coding) =>
        StringWithQualityHeaderValue.TryParseList(header, out IList<StringWithQualityHeaderValue>? values)
        && values.Any(value => value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && value.Quality != 0);

    private string TypeOf(string path) => _types.TryGetContentType(path, out string? type) ? type : FileServer.UnknownType;

    private sealed record Choice(string Coding, string Type);
}
