using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Sluice.Compare.Web;

/// <summary>The files of a folder out of memory, with no more than a Content-Length: the least that Kestrel can do for such an answer.</summary>
internal sealed class MemoryAnswer(string folder)
{
    private readonly ConcurrentDictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    public Task AnswerAsync(HttpContext context)
    {
        byte[] content = _contents.GetOrAdd(context.Request.Path.Value!, path => File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(path))));
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content).AsTask();
    }
}
