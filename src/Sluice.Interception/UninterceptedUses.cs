using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sluice.Interception;

/// <summary>
/// Where calls are intercepted, points to the uses of the same methods that cannot be: delegates made of them, and calls in expression trees. An analyzer, and not a part of the generator: what it says
/// can be suppressed where it is said, and costs the generator nothing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UninterceptedUses : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NotIntercepted];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            start.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Availability.Property, out string? asked);
            if (!Availability.IsTrue(asked))
                return;
            start.RegisterOperationAction(FindDelegate, OperationKind.MethodReference);
            start.RegisterOperationAction(FindTree, OperationKind.Invocation);
        });
    }

    private static void FindDelegate(OperationAnalysisContext context)
    {
        IMethodReferenceOperation reference = (IMethodReferenceOperation)context.Operation;
        if (StockCalls.Find(reference.Method) is not null)
            Report(context, reference.Method, "a delegate is made of it. Make it of a lambda that calls it");
    }

    private static void FindTree(OperationAnalysisContext context)
    {
        IInvocationOperation invocation = (IInvocationOperation)context.Operation;
        if (StockCalls.Find(invocation.TargetMethod) is not null && ExpressionTrees.Contain(invocation))
            Report(context, invocation.TargetMethod, "it is part of an expression tree");
    }

    private static void Report(OperationAnalysisContext context, IMethodSymbol method, string why) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotIntercepted, context.Operation.Syntax.GetLocation(), method.Name, why));
}
