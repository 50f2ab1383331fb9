using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Pages.Audits;

/// <summary>An audit, as it is shown. It holds texts alone: neither trees nor reports are in memory while a slow browser takes it.</summary>
public sealed record AuditView
{
    /// <summary>What the form asked for.</summary>
    public required AuditForm Form { get; init; }

    /// <summary>The files, as they are with the fixes that are taken.</summary>
    public required IReadOnlyList<FileView> Files { get; init; }

    /// <summary>How good they are; null if they can't be audited.</summary>
    public ScoreView? Score { get; init; }

    /// <summary>How good they were before any fix; null if none is taken.</summary>
    public ScoreView? Before { get; init; }

    /// <summary>Findings by severity.</summary>
    public FindingCounts Counts { get; init; } = new(0, 0, 0, 0);

    /// <summary>Findings by category.</summary>
    public IReadOnlyList<CategoryView> Categories { get; init; } = [];

    /// <summary>The Pod Security level that each namespace could enforce.</summary>
    public IReadOnlyList<NamespaceLevel> Namespaces { get; init; } = [];

    /// <summary>Objects that no rule looked at.</summary>
    public IReadOnlyList<UnauditedObject> NotAudited { get; init; } = [];

    /// <summary>What is accepted.</summary>
    public IReadOnlyList<AuditFinding> Suppressed { get; init; } = [];

    /// <summary>The fixes that are taken and can be taken back.</summary>
    public IReadOnlyList<TakenFix> Taken { get; init; } = [];

    /// <summary>How many safe fixes are left to take.</summary>
    public int SafeFixes { get; init; }

    /// <summary>The audit in the history; null if it is not kept.</summary>
    public Guid? Id { get; init; }

    /// <summary>What else there is to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Problems that keep the files from being audited.</summary>
    public int Problems { get; init; }
}

/// <summary>How good something is.</summary>
/// <param name="Value">0 to 100.</param>
/// <param name="Grade">A to F.</param>
public sealed record ScoreView(int Value, string Grade);

/// <summary>The findings of a category.</summary>
/// <param name="Category">The category.</param>
/// <param name="Findings">How many there are.</param>
public sealed record CategoryView(RuleCategory Category, int Findings);

/// <summary>A fix that is taken.</summary>
/// <param name="Fingerprint">Its finding's fingerprint, or <see cref="AuditForm.Safe"/>.</param>
/// <param name="Text">What it did.</param>
public sealed record TakenFix(string Fingerprint, string Text);

/// <summary>A file with what is said of its lines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Anchor">What the addresses of its lines begin with.</param>
/// <param name="Lines">Its lines.</param>
public sealed record FileView(string Name, string Anchor, IReadOnlyList<LineView> Lines);

/// <summary>A line of a file.</summary>
/// <param name="Text">The line, with what nobody could see escaped.</param>
/// <param name="Marks">What is said of it, worst first.</param>
public sealed record LineView(string Text, IReadOnlyList<MarkView> Marks);

/// <summary>What is said of a line: a finding, or a problem of the document.</summary>
public sealed record MarkView
{
    /// <summary>The finding's fingerprint, which is its address on the page.</summary>
    public required string Anchor { get; init; }

    /// <summary>The line's address on the page, from which to go on when its fix is taken.</summary>
    public string Line { get; init; } = "";

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The rule, or the code of a problem.</summary>
    public required string Rule { get; init; }

    /// <summary>The object and the container, in words; null for a problem.</summary>
    public string? Subject { get; init; }

    /// <summary>The rule's category; null for none.</summary>
    public RuleCategory? Category { get; init; }

    /// <summary>Why it matters, and where that is from; null where no rule of the catalog says so.</summary>
    public RuleDocument? Reason { get; init; }

    /// <summary>What to change; null if a person must decide.</summary>
    public FixView? Fix { get; init; }
}

/// <summary>A fix.</summary>
/// <param name="Description">What it does.</param>
/// <param name="IsSafe">Whether it cannot break a working pod.</param>
/// <param name="Difference">The lines that it changes; empty where there are too many to show.</param>
public sealed record FixView(string Description, bool IsSafe, IReadOnlyList<string> Difference);
