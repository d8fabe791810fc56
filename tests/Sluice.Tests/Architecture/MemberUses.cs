using System.Reflection;
using System.Reflection.Emit;

namespace Sluice.Tests.Architecture;

/// <summary>What a compiled type uses: in its declaration, in the signatures of its members, and in the code of their bodies.</summary>
internal static class MemberUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>All types that a type uses, taken apart to their outermost, elementary types.</summary>
    public static HashSet<Type> TypesUsedBy(Type type)
    {
        HashSet<Type> used = [];
        Add(used, type.BaseType);
        foreach (Type implemented in type.GetInterfaces())
            Add(used, implemented);
        foreach (FieldInfo field in type.GetFields(Declared))
            Add(used, field.FieldType);
        foreach (MethodBase method in MethodsOf(type))
        {
            AddSignature(used, method);
            foreach (LocalVariableInfo local in method.GetMethodBody()?.LocalVariables ?? [])
                Add(used, local.LocalType);
        }

        foreach (MemberInfo member in MembersUsedBy(type))
        {
            Add(used, member as Type ?? member.DeclaringType);
            if (member is FieldInfo field)
                Add(used, field.FieldType);
            else if (member is MethodBase method)
                AddSignature(used, method);
        }

        used.Remove(OutermostOf(type));
        return used;
    }

    /// <summary>The types, methods and fields that the code of a type names.</summary>
    public static IEnumerable<MemberInfo> MembersUsedBy(Type type) => MethodsOf(type).SelectMany(MembersIn);

    /// <summary>The type that a nested or generated one belongs to.</summary>
    public static Type OutermostOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared));

    private static void AddSignature(HashSet<Type> used, MethodBase method)
    {
        foreach (ParameterInfo parameter in method.GetParameters())
            Add(used, parameter.ParameterType);
        if (method is MethodInfo { ReturnType: var result })
            Add(used, result);
        if (method.IsGenericMethod)
            Array.ForEach(method.GetGenericArguments(), argument => Add(used, argument));
    }

    private static void Add(HashSet<Type> used, Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return;
        if (type.HasElementType)
        {
            Add(used, type.GetElementType());
            return;
        }

        if (type.IsGenericType)
            Array.ForEach(type.GetGenericArguments(), argument => Add(used, argument));
        used.Add(OutermostOf(type.IsGenericType ? type.GetGenericTypeDefinition() : type));
    }

    private static IEnumerable<MemberInfo> MembersIn(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            // Two-byte codes begin with 0xFE (ECMA-335, III.1.2.1).
            OpCode opCode = code[at] == 0xFE ? OpCodesByValue[(short)(0xFE00 | code[at + 1])] : OpCodesByValue[code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!;
            at += OperandSize(opCode, code, at);
        }
    }

    private static int OperandSize(OpCode opCode, byte[] code, int at) => opCode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
