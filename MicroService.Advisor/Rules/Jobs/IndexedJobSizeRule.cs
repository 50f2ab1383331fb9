using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>An indexed Job is small enough for its status to list the indexes.</summary>
/// <remarks>Kubernetes: pkg/api/job/warnings.go.</remarks>
public sealed class IndexedJobSizeRule : WorkloadRule
{
    private const long MostCompletions = 100_000;
    private const long MostParallel = 10_000;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "indexed-job-size",
        Category = RuleCategory.Jobs,
        Severity = Severity.Advice,
        Title = "Indexed Jobs have at most 100,000 completions, or at most 10,000 pods at a time",
        Why = "The status of the Job lists the completed indexes. With more of both, and many indexes that fail, the list outgrows what an object may hold, and Kubernetes loses track of them.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.JobSpec?.Text("completionMode") == "Indexed";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.JobSpec is { } spec && spec.Integer("completions") is > MostCompletions and var completions && spec.Integer("parallelism") is > MostParallel and var pods)
        {
            yield return Report(
                workload, spec["parallelism"]!,
                $"{completions} completions with {pods} pods at a time are more than Kubernetes can track when many fail. Write a parallelism of at most {MostParallel}, or split the Job.");
        }
    }
}
