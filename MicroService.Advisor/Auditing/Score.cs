namespace MicroService.Advisor.Auditing;

/// <summary>100 × passed weight ÷ applicable weight, where a rule weighs what its severity says (danger 3, warning 2, advice 1).</summary>
/// <param name="PassedWeight">The weight of the rules that found nothing.</param>
/// <param name="ApplicableWeight">The weight of all rules that had something to look at; those of the category Validity weigh
/// nothing.</param>
/// <param name="IsRefused">Whether the API server would refuse an object: the grade is then F, whatever else passed.</param>
public readonly record struct Score(int PassedWeight, int ApplicableWeight, bool IsRefused = false)
{
    // The most that has grade F.
    private const int HighestOfRefused = 49;

    /// <summary>
    /// From 0 to 100, rounded down so that only a clean audit has 100; 100 if no rule applied. At most 49 if the API server would refuse an
    /// object.
    /// </summary>
    public int Value => Math.Min(ApplicableWeight == 0 ? 100 : (int)(100L * PassedWeight / ApplicableWeight), IsRefused ? HighestOfRefused : 100);

    /// <summary>A from 90, B from 80, C from 70, D from 60, E from 50, else F.</summary>
    public char Grade => Value switch
    {
        >= 90 => 'A',
        >= 80 => 'B',
        >= 70 => 'C',
        >= 60 => 'D',
        >= 50 => 'E',
        _ => 'F',
    };

    /// <summary>Both together.</summary>
    public static Score operator +(Score left, Score right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static Score Add(Score left, Score right) =>
        new(left.PassedWeight + right.PassedWeight, left.ApplicableWeight + right.ApplicableWeight, left.IsRefused || right.IsRefused);

    /// <inheritdoc/>
    public override string ToString() => $"{Value} ({Grade})";
}
