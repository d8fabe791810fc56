using Sluice.Tests.Architecture;

namespace Sluice.AspNetCore.Tests;

/// <summary>The rooms of the package, as ARCHITECTURE.md has them.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "Sluice.AspNetCore";

    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        [""] = ["Transport", "Responses", "Probing", "Diagnostics", "Files"],
        ["Transport"] = [],
        ["Diagnostics"] = [],
        ["Files"] = [],
        ["Responses"] = ["Transport", "Diagnostics", "Files", ""],
        ["Probing"] = ["Transport", "Responses"],
    };

    private static readonly Type[] OwnTypes = [.. typeof(SluiceOptions).Assembly.GetTypes().Where(type => IsOwn(MemberUses.OutermostOf(type)))];

    [Fact]
    public void EveryRoom_KnowsOnlyThoseItMay()
    {
        IEnumerable<string> violations =
            from type in OwnTypes
            let user = MemberUses.OutermostOf(type)
            from used in MemberUses.TypesUsedBy(type)
            where IsOwn(used) && RoomOf(used) != RoomOf(user) && !MayKnow[RoomOf(user)].Contains(RoomOf(used))
            select $"{user.FullName} uses {used.FullName}";

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void TypesOfTheRoot_ArePublic_AndAllOthersAreInternalAndSealed() => Assert.All(OwnTypes.Where(type => !type.IsNested), type =>
    {
        Assert.Equal((type.FullName, RoomOf(type).Length == 0), (type.FullName, type.IsPublic));
        Assert.True(type.IsSealed || type.IsInterface, $"{type.FullName} is not sealed.");
    });

    [Fact]
    public void EverySourceFile_LiesInTheFolderOfItsNamespace_AndIsNamedAfterItsType()
    {
        string root = Path.Combine(Repository.Root, "src", Root);
        HashSet<string> names = [.. OwnTypes.Where(type => !type.IsNested).Select(type => type.FullName!)];
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file)).Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))];

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains($"{Root}.{file[..^3].Replace('/', '.')}", names));
    }

    private static bool IsOwn(Type type) =>
        type.Assembly == typeof(SluiceOptions).Assembly && (type.Namespace == Root || type.Namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true);

    private static string RoomOf(Type type) => MemberUses.OutermostOf(type).Namespace![Root.Length..].TrimStart('.');
}
