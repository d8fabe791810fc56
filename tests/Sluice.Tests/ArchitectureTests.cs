using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sluice.Tests.Architecture;
using Xunit;

namespace Sluice.Tests;

/// <summary>Who may know whom (DESIGN "Layout"), read from the compiled assembly; and where things lie, read from the sources.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>The types of the root that hold data and call nobody.</summary>
    private const string Data = "the root's data types";

    /// <summary>The types of the root that users call.</summary>
    private const string Entry = "the root's entry points";

    private static readonly HashSet<string> DataTypes =
    [
        nameof(PacketElement), nameof(PacketElementKind), nameof(SendPacketsException), nameof(SendPacketsCanceledException),
        nameof(SendPacketsOptions), nameof(SendPacketsProgress), nameof(TransmitterOptions), nameof(TransmitterBackend), nameof(TransmitterProfile),
    ];

    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Kernel"] = [],
        ["Planning"] = [Data],
        ["Files"] = ["Kernel", "Planning"],
        ["Reactor"] = ["Kernel"],
        ["Diagnostics"] = ["Kernel"],
        ["Operations"] = ["Planning", "Files", "Reactor", "Diagnostics", "Kernel", Data],
        ["Streams"] = ["Operations", "Planning", "Files", "Reactor", "Diagnostics", "Kernel"],
        ["Datagrams"] = ["Operations", "Planning", "Files", "Reactor", "Diagnostics", "Kernel"],
        ["Portable"] = ["Operations", "Planning", "Files", "Reactor", "Diagnostics", "Kernel"],
        ["Writing"] = ["Operations", "Planning", "Files", "Reactor", "Diagnostics", Data],
        ["Interop"] = ["Operations", Data],
        [Data] = [],
    };

    /// <summary>What no rule of rooms allows and is meant all the same.</summary>
    private static readonly HashSet<(string User, string Used)> Exceptions = [("SendPacketsException", "ExceptionAccess")];

    private static readonly Type[] OwnTypes = [.. typeof(Transmitter).Assembly.GetTypes()
        .Where(type => RoomOf(MemberUses.OutermostOf(type)) is not null)];

    [Fact]
    public void EveryRoom_KnowsOnlyThoseItMay()
    {
        List<string> violations = [];
        foreach (Type type in OwnTypes)
        {
            Type user = MemberUses.OutermostOf(type);
            string room = RoomOf(user)!;
            if (room == Entry)
                continue;
            Assert.True(MayKnow.TryGetValue(room, out string[]? known), $"No rule says whom {room} may know: add one.");
            violations.AddRange(
                from used in MemberUses.TypesUsedBy(type)
                let other = RoomOf(used)
                where used.Assembly == user.Assembly && other is not null && other != room && !known.Contains(other) && !Exceptions.Contains((user.Name, used.Name))
                select $"{user.FullName} uses {used.FullName}");
        }

        Assert.Empty(violations.Distinct());
    }

    /// <summary>The scan itself: it would find nothing wrong in an assembly that it cannot read.</summary>
    [Fact]
    public void Scan_SeesDeclarationsSignaturesAndBodies()
    {
        HashSet<Type> used = MemberUses.TypesUsedBy(typeof(Sluice.Streams.StreamEngine));

        Assert.Contains(typeof(Sluice.Operations.ISendEngine), used);
        Assert.Contains(typeof(Sluice.Operations.SendOperation), used);
        Assert.Contains(typeof(Sluice.Operations.SendResults), used);
        Assert.Contains(typeof(Sluice.Kernel.IKernel), used);
        Assert.Contains(MemberUses.MembersUsedBy(typeof(Sluice.Kernel.HandleReference)), member => member.Name == "DangerousGetHandle");
    }

    [Fact]
    public void RawHandles_AreTakenInTheKernelRoomAlone()
    {
        IEnumerable<string> takers = OwnTypes
            .Where(type => MemberUses.MembersUsedBy(type).Any(member => member.Name == "DangerousGetHandle"))
            .Select(type => RoomOf(MemberUses.OutermostOf(type))!);

        Assert.All(takers, room => Assert.Equal("Kernel", room));
    }

    /// <summary>BUGCLASSES 13: of a mapped file that is truncated, the next byte touched is a SIGBUS, and the end of the process.</summary>
    [Fact]
    public void NoFile_IsEverMapped()
    {
        MemberInfo[] used = [.. OwnTypes.SelectMany(MemberUses.MembersUsedBy)];
        IEnumerable<string> imports =
            from type in OwnTypes
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            let import = method.GetCustomAttribute<DllImportAttribute>()
            where import is not null
            select import.EntryPoint!;

        Assert.Contains("sendfile", imports);
        Assert.DoesNotContain(imports, name => name.StartsWith("mmap", StringComparison.Ordinal));
        Assert.DoesNotContain(used, member => (member.DeclaringType ?? (member as Type))?.Namespace == "System.IO.MemoryMappedFiles");

        // The third way there is: by its number, 9 or 222.
        Assert.DoesNotContain(
            typeof(Sluice.Kernel.SystemCall).GetProperties(BindingFlags.Static | BindingFlags.Public), number => (nint)number.GetValue(null)! is 9 or 222);
    }

    [Fact]
    public void TypesOfTheRoot_ArePublic_AndAllOthersAreNot()
    {
        foreach (Type type in OwnTypes.Where(type => !type.IsNested))
        {
            bool isRoot = RoomOf(type) is Data or Entry;
            Assert.True(type.IsPublic == (isRoot && type != typeof(PacketElementKind)), $"{type.FullName} is {(type.IsPublic ? "public" : "internal")}.");
        }
    }

    [Fact]
    public void TypesThatAreNotMadeToBeInherited_AreSealed() =>
        Assert.All(
            OwnTypes.Where(type => type is { IsClass: true, IsAbstract: false } && !typeof(Exception).IsAssignableFrom(type)),
            type => Assert.True(type.IsSealed, $"{type.FullName} is not sealed."));

    [Fact]
    public void EverySourceFile_LiesInTheFolderOfItsNamespace_AndIsNamedAfterItsType()
    {
        string root = Path.Combine(RepositoryRoot(), "src", "Sluice");
        HashSet<string> names = [.. OwnTypes.Where(type => !type.IsNested).Select(type => type.FullName!.Split('`')[0])];
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(root, file);
            string folder = Path.GetDirectoryName(relative)!;
            if (folder.StartsWith("obj", StringComparison.Ordinal) || folder.StartsWith("bin", StringComparison.Ordinal))
                continue;

            string expected = folder.Length == 0 ? "Sluice" : $"Sluice.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
            Assert.Equal((relative, expected), (relative, NamespaceLine().Match(File.ReadAllText(file)).Groups[1].Value));
            Assert.Contains($"{expected}.{Path.GetFileName(file).Split('.')[0]}", names);
        }
    }

    /// <summary>The folder of a type; of the root, which half. Null for what the compiler adds.</summary>
    private static string? RoomOf(Type type) => type.Namespace switch
    {
        "Sluice" => DataTypes.Contains(type.Name) ? Data : Entry,
        { } name when name.StartsWith("Sluice.", StringComparison.Ordinal) => name["Sluice.".Length..].Split('.')[0],
        _ => null,
    };

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sluice.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
