namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>A level of the Pod Security Standards, the most permissive first.</summary>
public enum PodSecurityLevel
{
    /// <summary>Everything is allowed.</summary>
    Privileged,

    /// <summary>Known ways out of the container are forbidden.</summary>
    Baseline,

    /// <summary>Current practice for hardening pods is required, too.</summary>
    Restricted,
}
