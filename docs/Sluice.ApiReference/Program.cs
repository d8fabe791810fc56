using Sluice.ApiReference;

// docs/api.sh starts it: FOLDER [--check]
string folder = args[0];
Libraries libraries = new(["Sluice", "Sluice.AspNetCore"]);
SortedDictionary<string, string> pages = new(StringComparer.Ordinal);
List<string> faults = [];
foreach (Library library in libraries.All)
{
    foreach (var type in library.Types)
    {
        TypePage page = new(libraries, library, type);
        pages.Add(PageNames.Of(type), page.Write());
        faults.AddRange(page.Faults);
    }
}

if (faults.Count > 0)
{
    foreach (string fault in faults.Distinct())
        Console.WriteLine(fault);
    return 1;
}

PageFolder there = new(folder);
if (!args.Contains("--check"))
{
    there.Replace(pages);
    return 0;
}

string[] differences = [.. there.DifferencesTo(pages)];
foreach (string difference in differences)
    Console.WriteLine(difference);
if (differences.Length > 0)
    Console.WriteLine("Run docs/api.sh and commit what it makes.");
return differences.Length == 0 ? 0 : 1;
