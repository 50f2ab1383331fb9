using System.Text.Json.Serialization;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Changes log levels at run time.</summary>
public static class LogLevelEndpoint
{
    private const int LongestCategory = 256;

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>
    /// <c>/log-level</c>: GET lists the levels that were set at run time, <c>PUT ?category=Default&amp;level=Debug&amp;for=15m</c> sets one, and
    /// <c>DELETE ?category=Default</c> ends it, or all of them without a category.
    /// </summary>
    public static WebApplication MapLogLevel(this WebApplication app)
    {
        var overrides = app.Services.GetRequiredService<LogLevelOverrides>();
        var refusals = app.Services.GetRequiredService<IRefusalWriter>();
        return app.MapManagement(
            "/log-level",
            [HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Delete],
            context => AnswerAsync(context, overrides, refusals));
    }

    private static Task AnswerAsync(HttpContext context, LogLevelOverrides overrides, IRefusalWriter refusals)
    {
        var query = context.Request.Query;
        if (HttpMethods.IsPut(context.Request.Method) && Set(query, overrides) is { } problem)
        {
            return refusals.WriteAsync(context, new Refusal(StatusCodes.Status400BadRequest, problem));
        }

        if (HttpMethods.IsDelete(context.Request.Method))
        {
            overrides.Reset(query["category"] is [{ Length: > 0 } category] ? category : null);
        }

        return context.Response.WriteAsJsonAsync(overrides.All(), ManagementJson.Default.IReadOnlyListLogLevelOverride, cancellationToken: context.RequestAborted);
    }

    private static string? Set(IQueryCollection query, LogLevelOverrides overrides)
    {
        var category = query["category"] is [{ Length: > 0 } given] ? given : LogLevelRules.Default;
        if (category.Length > LongestCategory || category.Any(char.IsControl))
        {
            return $"category must be a log category of at most {LongestCategory} characters.";
        }

        if (query["level"] is not [{ } name] || !Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level) || !Enum.IsDefined(level) || char.IsAsciiDigit(name[0]))
        {
            return $"level must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.";
        }

        var duration = Usual;
        if (query["for"] is [{ } text] && (!DurationText.TryParse(text, out duration) || duration < Shortest || duration > Longest))
        {
            return $"for must be a duration from {DurationText.Format(Shortest)} to {DurationText.Format(Longest)}, such as 15m.";
        }

        return overrides.Set(category, level, duration) ? null : $"At most {LogLevelOverrides.Most} categories can have a level at once: end one first.";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(IReadOnlyList<ConfigurationEntry>))]
[JsonSerializable(typeof(IReadOnlyList<LogLevelOverride>))]
internal sealed partial class ManagementJson : JsonSerializerContext;
