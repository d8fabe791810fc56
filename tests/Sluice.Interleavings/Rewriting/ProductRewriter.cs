using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Sluice.Interleavings.Control;

namespace Sluice.Interleavings.Rewriting;

/// <summary>
/// Rewrites the product's assembly, and nothing of what it does: its locks become ones that know of the interleaving, and before everything else by which threads see what
/// others do (Interlocked, Volatile, volatile fields) another thread may go on.
/// </summary>
internal static class ProductRewriter
{
    private static readonly Dictionary<string, Type> Replaced = new()
    {
        ["System.Threading.Lock"] = typeof(ControlledLock),
        ["System.Threading.Monitor"] = typeof(ControlledMonitor),
        ["System.Threading.SpinWait"] = typeof(ControlledSpinWait),
    };

    private static readonly HashSet<string> Visible = ["System.Threading.Interlocked", "System.Threading.Volatile"];

    /// <summary>Places at which another thread may go on, in the assembly that was rewritten last.</summary>
    public static int Points { get; private set; }

    public static byte[] Rewrite(string path)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(path);
        ModuleDefinition module = assembly.MainModule;
        MethodReference point = module.ImportReference(typeof(Scheduler).GetMethod(nameof(Scheduler.Point)));
        Points = 0;
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            Rewrite(method.Body, point);

        // Last: what the instructions call is told by the names of the framework until then.
        foreach (TypeReference type in module.GetTypeReferences().Where(type => Replaced.ContainsKey(type.FullName)).ToArray())
        {
            TypeReference replacement = module.ImportReference(Replaced[type.FullName]);
            (type.Namespace, type.Name, type.Scope) = (replacement.Namespace, replacement.Name, replacement.Scope);
            Points++;
        }

        using MemoryStream written = new();
        assembly.Write(written);
        return written.ToArray();
    }

    private static void Rewrite(MethodBody body, MethodReference point)
    {
        // What is inserted may take the ends of a short branch too far apart.
        body.SimplifyMacros();
        ILProcessor processor = body.GetILProcessor();
        foreach (Instruction instruction in body.Instructions.ToArray())
        {
            if (instruction.OpCode == OpCodes.Volatile || (instruction.Operand is MethodReference { DeclaringType: { } type } && Visible.Contains(type.FullName)))
                InsertBefore(processor, instruction, Instruction.Create(OpCodes.Call, point));
            else if (instruction.Operand is MethodReference called && Replacement(called, body.Method.Module) is { } replacement)
                (instruction.OpCode, instruction.Operand) = (OpCodes.Call, replacement);
        }
    }

    private static void InsertBefore(ILProcessor processor, Instruction instruction, Instruction inserted)
    {
        // In place of the instruction, and that behind it: who jumps there comes by here.
        Instruction moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        processor.InsertAfter(instruction, moved);
        (instruction.OpCode, instruction.Operand) = (inserted.OpCode, inserted.Operand);
        Points++;
    }

    private static MethodReference? Replacement(MethodReference called, ModuleDefinition module) => (called.DeclaringType.FullName, called.Name) switch
    {
        ("System.Threading.CancellationToken", "UnsafeRegister") when called.Parameters[0].ParameterType.FullName.StartsWith("System.Action`1", StringComparison.Ordinal) =>
            module.ImportReference(typeof(ControlledCancellation).GetMethod(nameof(ControlledCancellation.UnsafeRegister))),
        ("System.Threading.CancellationTokenRegistration", "Dispose") =>
            module.ImportReference(typeof(ControlledCancellation).GetMethod(nameof(ControlledCancellation.Dispose))),
        ("System.Threading.Thread", "GetCurrentProcessorId") => module.ImportReference(typeof(Scheduler).GetMethod(nameof(Scheduler.GetProcessorId))),
        _ => null,
    };
}
