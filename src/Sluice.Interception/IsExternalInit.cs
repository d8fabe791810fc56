namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where a type has init-only properties, and netstandard2.0 does not have.</summary>
internal static class IsExternalInit;
