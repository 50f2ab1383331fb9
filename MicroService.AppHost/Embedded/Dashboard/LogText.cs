using System.Text.RegularExpressions;

namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>Makes output of others fit to show: no secrets, no control sequences.</summary>
internal sealed partial class LogText
{
    private const string Mask = "********";
    private readonly Lock _lock = new();
    private string[] _secrets = [];

    /// <summary>From now on this text is masked. Short ones are left: masking "a" would hide everything.</summary>
    public void Hide(string secret)
    {
        if (secret.Length < 4)
        {
            return;
        }

        lock (_lock)
        {
            _secrets = [.. _secrets.Append(secret).Append(Uri.EscapeDataString(secret)).Distinct().OrderByDescending(known => known.Length)];
        }
    }

    public string Clean(string line)
    {
        line = ControlSequence().Replace(line, string.Empty);
        foreach (var secret in _secrets)
        {
            line = line.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return line;
    }

    // ECMA-48 control sequences and the other C0 controls except the tab.
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0a-\x1f\x7f]")]
    private static partial Regex ControlSequence();
}
