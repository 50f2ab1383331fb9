namespace MicroService.Advisor.Fixes;

/// <summary>Whether a fix may be applied without a person looking at it.</summary>
public enum FixSafety
{
    /// <summary>Cannot break a working pod.</summary>
    Safe,

    /// <summary>May need the application to cooperate, such as a read-only root file system.</summary>
    Review,
}
