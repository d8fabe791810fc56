using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Sluice.Interception;

/// <summary>One call to be intercepted. It holds text alone, so that the compiler can compare it with the last one and keep nothing alive.</summary>
/// <param name="Call">What it calls.</param>
/// <param name="Attribute">The attribute that names its place to the compiler.</param>
/// <param name="Place">The same for people: file, line and column.</param>
internal readonly record struct InterceptedCall(StockCall Call, string Attribute, string Place)
{
    /// <summary>By syntax alone, so at every key stroke: whether it may be a call to intercept.</summary>
    public static bool MayBe(SyntaxNode node) =>
        node is InvocationExpressionSyntax invocation && StockCalls.IsName(NameOf(invocation.Expression));

    /// <summary>Null where it is not one after all.</summary>
    public static InterceptedCall? Find(SemanticModel model, InvocationExpressionSyntax invocation, CancellationToken cancellationToken)
    {
        // Not by its symbol alone: a call with a dynamic argument has one, and is bound when it runs.
        if (model.GetOperation(invocation, cancellationToken) is not IInvocationOperation operation || StockCalls.Find(operation.TargetMethod) is not { } call)
            return null;

        // Whoever reads the tree knows the framework's method, and not ours.
        if (ExpressionTrees.Contain(operation))
            return null;
        if (model.GetInterceptableLocation(invocation, cancellationToken) is not { } location)
            return null;
        FileLinePositionSpan span = invocation.SyntaxTree.GetLineSpan(invocation.Span, cancellationToken);

        // Without its folder: what is generated must be the same wherever it is built.
        string place = $"{Path.GetFileName(span.Path)}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1})";
        return new InterceptedCall(call, location.GetInterceptsLocationAttributeSyntax(), place);
    }

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };
}
