using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Schedules and time zones of CronJobs.</summary>
public sealed class CronScheduleRule() : ValidationRule(FaultTopic.Schedule)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cron-schedule",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "CronJobs have a schedule and a time zone that exist",
        Why = "The API server refuses a schedule that is not a cron expression, a time zone in it, and a timeZone that is not in the IANA database in exactly this spelling.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax"),
        Checklist = "sane defaults",
    };
}
