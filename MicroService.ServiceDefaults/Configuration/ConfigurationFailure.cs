using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Tells failures of the configuration from all others: files that cannot be parsed, and settings that a library's options cannot bind.</summary>
public static class ConfigurationFailure
{
    private const string Binder = "Failed to convert configuration value";

    /// <summary>What is wrong with the configuration, without secrets; null if the exception is about something else.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        InvalidDataException { InnerException: null } => SecretRedaction.Redact(exception.Message),
        InvalidDataException or InvalidOperationException { InnerException: not null } when IsOfConfiguration(exception) =>
            SecretRedaction.Redact($"{exception.Message} {exception.GetBaseException().Message}"),
        OptionsValidationException => SecretRedaction.Redact(exception.Message),
        _ => null,
    };

    // The binder has no exception of its own.
    private static bool IsOfConfiguration(Exception exception) =>
        exception is InvalidDataException || exception.Message.StartsWith(Binder, StringComparison.Ordinal);
}
