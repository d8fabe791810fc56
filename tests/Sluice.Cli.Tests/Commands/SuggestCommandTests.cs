using Sluice.Cli.Commands;
using Xunit;

namespace Sluice.Cli.Tests.Commands;

/// <summary>What a shell is told of the word that is being typed.</summary>
public sealed class SuggestCommandTests
{
    [Theory]
    [InlineData("", "compare completion demo receive send serve")]
    [InlineData("se", "send serve")]
    [InlineData("send|--se", "--send-size --sequence --server-name")]
    [InlineData("send|--to|localhost:9|--re", "--repeat")]
    [InlineData("send|", "")]
    [InlineData("send|--to|", "")]
    [InlineData("send|--udp|--qu", "--quiet")]
    [InlineData("send|--|--qu", "")]
    [InlineData("receive|--expect", "--expect-sha256")]
    [InlineData("serve|--access-log|", "json off")]
    [InlineData("completion|", "bash fish zsh")]
    [InlineData("frob|--o", "")]
    public void Word_IsCompleted(string words, string expected) => Assert.Equal(expected, string.Join(' ', SuggestCommand.Suggest(words.Split('|'))));
}
