using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>What the servers of the tests answer, the same on both.</summary>
public static class TestApplication
{
    public static void AddServices(IServiceCollection services) =>
        services.AddResponseCompression(options => options.MimeTypes = ["application/octet-stream", "text/plain"]);

    public static void Map(WebApplication app)
    {
        string folder = app.Environment.ContentRootPath;
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/compressed"), branch => branch.UseResponseCompression());
        StaticFileOptions options = new() { ServeUnknownFileTypes = true };
        app.UseStaticFiles(options);
        app.UseStaticFiles(new StaticFileOptions
        {
            ServeUnknownFileTypes = true,
            DefaultContentType = "application/octet-stream",
            RequestPath = "/compressed",
            FileProvider = new PhysicalFileProvider(folder),
        });

        if (File.Exists(Path.Combine(folder, "assets.json")))
            app.MapStaticAssets(Path.Combine(folder, "assets.json"));
        app.MapGet("/text", () => "hello");
        app.MapMethods("/result/{name}", ["GET", "HEAD"], (string name) => Results.File(Path.Combine(folder, name), "application/x-test", enableRangeProcessing: true));
        app.MapGet("/physical/{name}", (string name) => TypedResults.PhysicalFile(Path.Combine(folder, name), "application/x-test", "name.bin"));
        app.MapGet("/virtual/{name}", (string name) => TypedResults.VirtualFile(name, "application/x-test"));
        app.MapMethods("/send/{name}", ["GET", "HEAD", "POST"], SendAsync);
        app.MapMethods("/status/{status}/{name}", ["GET"], async (HttpContext context, int status, string name) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentLength = status is 204 or 304 ? null : new FileInfo(Path.Combine(folder, name)).Length;
            await context.Response.SendFileAsync(Path.Combine(folder, name));
        });
        app.MapGet("/unawaited/{name}", UnawaitedAsync);
        app.MapGet("/leased/{name}", LeasedAsync);
        app.MapGet("/onstarting/{name}", OnStartingAsync);
        app.MapPost("/echo/{name}", EchoAsync);

        // The query says all: length, offset, count, and bytes before and after.
        async Task SendAsync(HttpContext context, string name, long? length, long? offset, long? count, int? before, int? after, bool? start, bool? flush)
        {
            context.Response.ContentLength = length;
            if (start == true)
                await context.Response.StartAsync();
            if (before is { } bytesBefore)
                await context.Response.Body.WriteAsync(Filled('b', bytesBefore));
            if (flush == true)
                await context.Response.Body.FlushAsync();
            await context.Response.SendFileAsync(Path.Combine(folder, name), offset ?? 0, count);
            if (after is { } bytesAfter)
                await context.Response.Body.WriteAsync(Filled('a', bytesAfter));
        }

        async Task UnawaitedAsync(HttpContext context, string name, int length, int writes, int size)
        {
            context.Response.ContentLength = length;
            List<Task> tasks = [];
            for (int i = 0; i < writes; i++)
                tasks.Add(context.Response.Body.WriteAsync(Filled((char)('a' + i), size)).AsTask());
            tasks.Add(context.Response.SendFileAsync(Path.Combine(folder, name)));
            await Task.WhenAll(tasks);
            await context.Response.Body.WriteAsync(Filled('z', size));
        }

        // Bytes taken from the writer before the response has started: Kestrel keeps them apart until then.
        async Task LeasedAsync(HttpContext context, string name, int length, int size)
        {
            context.Response.ContentLength = length;
            Filled('l', size).CopyTo(context.Response.BodyWriter.GetMemory(size));
            context.Response.BodyWriter.Advance(size);
            await context.Response.SendFileAsync(Path.Combine(folder, name));
        }

        async Task OnStartingAsync(HttpContext context, string name, string change)
        {
            string path = Path.Combine(folder, name);
            context.Response.ContentLength = new FileInfo(path).Length;
            context.Response.OnStarting(() =>
            {
                if (change == "chunked")
                    context.Response.ContentLength = null;
                else if (change == "shorter")
                    context.Response.ContentLength--;
                else
                    context.Response.Headers["X-Late"] = change;
                return Task.CompletedTask;
            });
            await context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().SendFileAsync(path, 0, null);
        }

        async Task EchoAsync(HttpContext context, string name, bool read)
        {
            long total = 0;
            if (read)
            {
                byte[] buffer = new byte[8192];
                int got;
                while ((got = await context.Request.Body.ReadAsync(buffer)) > 0)
                    total += got;
            }

            context.Response.Headers["X-Read"] = total.ToString();
            string path = Path.Combine(folder, name);
            context.Response.ContentLength = new FileInfo(path).Length;
            await context.Response.SendFileAsync(path);
        }
    }

    private static byte[] Filled(char value, int count) => Encoding.ASCII.GetBytes(new string(value, count));
}
