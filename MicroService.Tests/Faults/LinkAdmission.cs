namespace MicroService.Tests.Faults;

/// <summary>What becomes of those who connect to a proxy.</summary>
internal enum LinkAdmission
{
    /// <summary>They are connected to the target.</summary>
    Accept,

    /// <summary>Nobody listens.</summary>
    Refuse,

    /// <summary>They are accepted and thrown out with a reset.</summary>
    Reset,
}
