using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sluice.Interception;

/// <summary>Whether code is compiled to be run, or to be looked at.</summary>
internal static class ExpressionTrees
{
    /// <summary>Whether an operation lies in a lambda, or a part of a query, that becomes an expression tree.</summary>
    public static bool Contain(IOperation operation)
    {
        for (IOperation? around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation { Parent: { Type: { } type } } && IsExpression(type))
                return true;
        }

        return false;
    }

    private static bool IsExpression(ITypeSymbol type) =>
        type.Name is "Expression" or "LambdaExpression" && type.ContainingNamespace.ToDisplayString() == "System.Linq.Expressions";
}
