using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sluice.Interception.Tests;

/// <summary>What is generated depends on the calls alone, and is not made again for anything else.</summary>
public sealed class IncrementalityTests
{
    private const string Caller = """
        using System.Net.Sockets;
        public static class Caller
        {
            public static bool Use(Socket socket, SocketAsyncEventArgs e) => socket.SendPacketsAsync(e);
        }
        """;

    private const string Other = "public static class Other { public static int Number() => 1; }";

    [Fact]
    public void EditElsewhere_MakesNothingAgain()
    {
        Project project = new("true", LanguageVersion.CSharp14, ("/src/Caller.cs", Caller), ("/src/Other.cs", Other));
        Assert.All(ReasonsOf(project.Build()), reason => Assert.Equal(IncrementalStepRunReason.New, reason));

        project.Replace("/src/Other.cs", Other.Replace("1", "2", StringComparison.Ordinal));

        Assert.All(ReasonsOf(project.Build()), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{reason}"));
    }

    [Fact]
    public void NewCall_IsIntercepted()
    {
        Project project = new("true", LanguageVersion.CSharp14, ("/src/Caller.cs", Caller), ("/src/Other.cs", Other));
        Assert.Single(project.Build().Intercepted());

        project.Replace("/src/Other.cs", Caller.Replace("Caller", "Other", StringComparison.Ordinal));

        Project.Outcome outcome = project.Build();
        Assert.Empty(outcome.Errors);
        Assert.Equal(2, outcome.Intercepted().Length);
    }

    [Fact]
    public void CallThatGoesAway_TakesItsInterceptorWithIt()
    {
        Project project = new("true", LanguageVersion.CSharp14, ("/src/Caller.cs", Caller));
        Assert.NotNull(project.Build().Source);

        project.Replace("/src/Caller.cs", Other);

        Project.Outcome outcome = project.Build();
        Assert.Empty(outcome.Errors);
        Assert.Null(outcome.Source);
    }

    [Fact]
    public void OrderAndFolderOfTheFiles_ChangeNothing()
    {
        string second = Caller.Replace("Caller", "Second", StringComparison.Ordinal);
        string? one = new Project("true", LanguageVersion.CSharp14, ("/here/Caller.cs", Caller), ("/here/Second.cs", second)).Build().Source;
        string? other = new Project("true", LanguageVersion.CSharp14, ("/there/deep/Second.cs", second), ("/there/deep/Caller.cs", Caller)).Build().Source;

        Assert.NotNull(one);
        Assert.Equal(one, other);
        Assert.DoesNotContain("/here", one, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', one);
    }

    /// <summary>What a step hands on lives as long as the editor is open: a symbol or a node in it would keep whole compilations alive.</summary>
    [Fact]
    public void WhatIsKeptBetweenRuns_HoldsNothingOfTheCompiler()
    {
        GeneratorRunResult run = new Project("true", LanguageVersion.CSharp14, ("/src/Caller.cs", Caller)).Build().Run;

        object[] kept = [.. OwnSteps(run).SelectMany(step => step.Outputs).Select(output => output.Value)];

        Assert.NotEmpty(kept);
        Assert.All(kept, value => AssertPlain(value, 0));
    }

    private static IEnumerable<IncrementalStepRunReason> ReasonsOf(Project.Outcome outcome) =>
        OwnSteps(outcome.Run).SelectMany(step => step.Outputs).Select(output => output.Reason);

    private static ImmutableArray<IncrementalGeneratorRunStep> OwnSteps(GeneratorRunResult run)
    {
        string[] names = [SocketInterceptor.CallsStep, SocketInterceptor.AvailabilityStep, SocketInterceptor.SourceStep];
        Assert.All(names, name => Assert.Contains(name, run.TrackedSteps.Keys));
        return [.. names.SelectMany(name => run.TrackedSteps[name])];
    }

    private static void AssertPlain(object? value, int depth)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum)
            return;
        Assert.True(depth < 8, "deeper than any of our own values");
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or SemanticModel or Compilation or Location, value.GetType().FullName);
        if (value is IEnumerable list)
        {
            foreach (object? item in list)
                AssertPlain(item, depth + 1);
            return;
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            AssertPlain(field.GetValue(value), depth + 1);
    }
}
