namespace MicroService.Publishing.Scripts;

/// <summary>A program that starts the program behind it in its command line.</summary>
/// <param name="ValueOptions">Its options, a letter each, that take a value.</param>
/// <param name="Words">How many words of its own stand before the program, such as a user or a time.</param>
internal sealed record ShellStarter(string Name, string ValueOptions = "", int Words = 0)
{
    /// <summary>The one that changes variables and may split words.</summary>
    public const string Environment = "env";

    private static readonly string[] LongValues = ["--unset", "--chdir", "--argv0", "--split-string"];

    private static readonly ShellStarter[] All =
    [
        new(Environment, "uCaS"), new("busybox"), new("exec", "a"), new("tini", "pe"), new("dumb-init", "r"), new("catatonit"), new("nohup"), new("setsid"),
        new("nice", "n"), new("stdbuf", "ioe"), new("timeout", "ks", 1), new("gosu", Words: 1), new("su-exec", Words: 1),
    ];

    public static ShellStarter? Of(string program) => Array.Find(All, starter => starter.Name == ShellCommand.NameOf(program));

    /// <summary>Takes an option apart: <c>-iuNAME</c> has the flag <c>i</c>, the option <c>u</c> and its value, <c>-u</c> the value of the next word.</summary>
    public (string Flags, string Option, string? Value) Read(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            return equals > 0 ? ("", word[..equals], word[(equals + 1)..]) : ("", word, Name == Environment && LongValues.Contains(word) ? null : "");
        }

        var at = word.AsSpan(1).IndexOfAny(ValueOptions) + 1;
        return at == 0 ? (word, "", "") : (word[..at], word[at..(at + 1)], at + 1 < word.Length ? word[(at + 1)..] : null);
    }
}
