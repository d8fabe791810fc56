using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Sluice.Benchmarks;

/// <summary>Every benchmark once: it shows that all of them run, and its figures mean nothing.</summary>
internal static class QuickRun
{
    /// <returns>The exit code: 0 where all have run.</returns>
    public static int Run()
    {
        DirectoryInfo artifacts = Directory.CreateTempSubdirectory("sluice-benchmarks-");
        try
        {
            IConfig config = ManualConfig.CreateEmpty().AddLogger(NullLogger.Instance).WithArtifactsPath(artifacts.FullName).AddJob(Job.Dry.WithToolchain(InProcessEmitToolchain.Instance));
            BenchmarkRunInfo[] all = [.. typeof(QuickRun).Assembly.GetTypes().Where(static type => type.Name.EndsWith("Benchmarks", StringComparison.Ordinal)).Select(type => Once(type, config))];
            int expected = all.Sum(static info => info.BenchmarksCases.Length);
            int ran = BenchmarkRunner.Run(all).SelectMany(static summary => summary.Reports).Count(static report => report.Success && report.AllMeasurements.Any());
            Console.WriteLine($"{ran} of {expected} benchmarks ran");
            return ran == expected && expected > 0 ? 0 : 1;
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    /// <summary>The benchmarks of a class, without the iterations that its attributes ask for.</summary>
    private static BenchmarkRunInfo Once(Type type, IConfig config)
    {
        BenchmarkRunInfo info = BenchmarkConverter.TypeToBenchmarks(type, config);
        Job once = Job.Dry.WithToolchain(InProcessEmitToolchain.Instance);
        return new BenchmarkRunInfo(
            [.. info.BenchmarksCases.Select(benchmark => BenchmarkCase.Create(benchmark.Descriptor, once, benchmark.Parameters, info.Config))], type, info.Config);
    }
}
