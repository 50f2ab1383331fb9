using System.Security.Cryptography;

namespace MicroService.Publishing.AppModel.Parameters;

/// <summary>Makes random values that keep a rule; the characters are those Aspire uses, safe in connection strings and shells.</summary>
internal static class ValueGenerator
{
    private const string Lower = "abcdefghjkmnpqrstuvwxyz";
    private const string Upper = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Numeric = "0123456789";
    private const string Special = "-_.{}~()*+!";

    /// <summary>A value with the least count of each kind of character and at least the length, from a cryptographic source.</summary>
    public static string Generate(GeneratedValue rule)
    {
        (string Characters, bool Allowed, int Least)[] kinds =
        [
            (Lower, rule.Lower, rule.MinLower),
            (Upper, rule.Upper, rule.MinUpper),
            (Numeric, rule.Numeric, rule.MinNumeric),
            (Special, rule.Special, rule.MinSpecial),
        ];
        var allowed = string.Concat(kinds.Where(kind => kind.Allowed).Select(kind => kind.Characters));
        var value = new List<char>();
        foreach (var (characters, _, least) in kinds.Where(kind => kind.Allowed))
        {
            value.AddRange(RandomNumberGenerator.GetItems<char>(characters, least));
        }

        value.AddRange(RandomNumberGenerator.GetItems<char>(allowed, Math.Max(0, rule.MinLength - value.Count)));
        var shuffled = value.ToArray();
        RandomNumberGenerator.Shuffle<char>(shuffled);
        return new string(shuffled);
    }
}
