using Sluice.Planning;

namespace Sluice.Tests.Planning;

/// <summary>What only tests ask of a plan.</summary>
internal static class PlanExtensions
{
    extension(SendPlan plan)
    {
        /// <summary>Bytes of all segments but open-ended ones.</summary>
        public long TotalLength
        {
            get
            {
                long total = 0;
                foreach (ref readonly Segment segment in plan.From(0))
                    total += segment.IsOpenEnded ? 0 : segment.Length;
                return total;
            }
        }
    }
}
