namespace MicroService.Advisor.Schema;

/// <summary>What is wrong with an object by the API server's schema.</summary>
internal enum FaultKind
{
    /// <summary>The apiVersion or kind is not served.</summary>
    Kind,

    /// <summary>A field is unknown, or stands twice.</summary>
    Field,

    /// <summary>A value is of another type than its field.</summary>
    Type,

    /// <summary>A required field is missing or empty.</summary>
    Missing,

    /// <summary>A value is none of those that its field takes.</summary>
    Value,
}
