namespace MicroService.ServiceDefaults.Correlation;

/// <summary>The correlation id of a request, for whatever has the HttpContext at hand.</summary>
public interface ICorrelationFeature
{
    /// <summary>The id, always sane.</summary>
    string Id { get; }
}
