using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice completion</c>: a script that teaches a shell to complete this command. The shell asks <c>sluice suggest</c> for the words.</summary>
internal sealed class CompletionCommand : Command, IExplained
{
    // Where nothing is suggested, names of files are: that is readline's own default.
    private const string Bash = """
        _sluice() {
            local IFS=$'\n'
            COMPREPLY=($(sluice suggest -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
        }
        complete -o default -F _sluice sluice
        """;

    private const string Zsh = """
        #compdef sluice
        _sluice() {
            local -a found
            found=("${(@f)$(sluice suggest -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ -n $found[1] ]]; then
                compadd -a found
            else
                _files
            fi
        }
        if [[ $funcstack[1] == _sluice ]]; then
            _sluice "$@"
        else
            compdef _sluice sluice
        fi
        """;

    private const string Fish = """
        function __sluice_suggest
            set -l words (commandline -opc)
            set -l word (commandline -ct)
            sluice suggest -- $words[2..-1] "$word" 2>/dev/null
        end
        complete -c sluice -a '(__sluice_suggest)'
        """;

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    public CompletionCommand()
        : base("completion", "Prints a script by which a shell completes commands and options.")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Arguments.Add(_shell);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples =>
    [
        "source <(sluice completion bash)                                           # in ~/.bashrc",
        "source <(sluice completion zsh)                                            # in ~/.zshrc, behind compinit",
        "sluice completion fish > ~/.config/fish/completions/sluice.fish",
    ];

    private int Run(ParseResult parsed)
    {
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetRequiredValue(_shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        });
        return (int)ExitCode.Success;
    }
}
