namespace MicroService.Api.WarmUp;

/// <summary>How far a warm-up got before it was done, or its time was over.</summary>
internal enum WarmUpOutcome
{
    /// <summary>Nothing listened.</summary>
    NotListening,

    /// <summary>The service listened and was called, but was not ready in time.</summary>
    NotReady,

    /// <summary>The service is ready, and everything was called.</summary>
    Ready,
}
