using Sluice.Interleavings.Scenarios;

namespace Sluice.Interleavings.Control;

/// <summary>Runs a scenario in every interleaving that there is up to a number of preemptions, one after another, depth first.</summary>
internal static class Explorer
{
    /// <summary>Preemptions beyond those of the tests, for a run of one's own that may take its time.</summary>
    private static readonly int MorePreemptions = int.TryParse(Environment.GetEnvironmentVariable("SLUICE_MORE_PREEMPTIONS"), out int more) ? more : 0;

    public static async Task<Exploration> ExploreAsync(Func<Scenario> make, int preemptions)
    {
        int interleavings = 0, points = 0;
        List<int>? picks = [];
        while (picks is not null)
        {
            Interleaving interleaving = new(picks, preemptions + MorePreemptions);
            try
            {
                await make().RunAsync(interleaving);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"Interleaving {interleavings}, by the picks {string.Join(' ', interleaving.Decisions.Select(decision => decision.Pick))}: {failure.Message}", failure);
            }

            interleavings++;
            points = Math.Max(points, interleaving.Points);
            picks = Next(interleaving.Decisions);
        }

        return new Exploration(interleavings, points, preemptions + MorePreemptions);
    }

    /// <summary>The last place at which another pick is left takes that; null where there is none any more.</summary>
    private static List<int>? Next(IReadOnlyList<Decision> decisions)
    {
        for (int i = decisions.Count - 1; i >= 0; i--)
        {
            if (decisions[i].Pick + 1 < decisions[i].Choices)
                return [.. decisions.Take(i).Select(decision => decision.Pick), decisions[i].Pick + 1];
        }

        return null;
    }
}
