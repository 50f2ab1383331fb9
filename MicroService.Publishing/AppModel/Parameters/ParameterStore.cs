using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Publishing.AppModel.Expressions;

namespace MicroService.Publishing.AppModel.Parameters;

/// <summary>
/// The values of parameters: given by environment, else kept from the last run, else the default, else generated and kept.
/// </summary>
/// <remarks>The file holds secrets in plain text, readable by its owner only, as Aspire's user secrets do.</remarks>
internal sealed class ParameterStore
{
    private readonly string _path;
    private readonly Func<string, string?> _environment;
    private readonly SortedDictionary<string, string> _kept;
    private readonly bool _keepsGiven;

    private ParameterStore(string path, Func<string, string?> environment, SortedDictionary<string, string> kept, bool keepsGiven) =>
        (_path, _environment, _kept, _keepsGiven) = (path, environment, kept, keepsGiven);

    /// <summary>Opens the store in a folder. A file that isn't valid is an error, since new passwords would not fit the data.</summary>
    /// <param name="keepsGiven">Whether values that the environment gives are kept for runs without it, too.</param>
    /// <exception cref="JsonException">The file is not what this class writes.</exception>
    public static ParameterStore Open(string directory, Func<string, string?> environment, bool keepsGiven = false)
    {
        var path = Path.Combine(directory, "parameters.json");
        var kept = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ParameterJson.Default.SortedDictionaryStringString) : null;
        return new ParameterStore(path, environment, kept ?? [], keepsGiven);
    }

    /// <summary>The value of one input. Generated values are kept before they are handed out.</summary>
    public Resolution Value(ManifestResource parameter, ParameterInput input)
    {
        var key = KeyOf(parameter, input);
        var variable = VariableName(key);
        // An empty one is what CI gives for a secret that is not set.
        var given = Given(_environment(variable)) ?? Given(_environment($"Parameters__{key}"));
        if (_keepsGiven && given is not null && given != _kept.GetValueOrDefault(key))
        {
            _kept[key] = given;
            Save();
        }

        if ((given ?? Given(_kept.GetValueOrDefault(key)) ?? input.Default) is { } value)
        {
            return new Resolution.Known(value, input.Secret);
        }

        if (input.Generate is not { } rule)
        {
            return new Resolution.Wrong($"The parameter '{key}' has no value. Set the environment variable {variable}.");
        }

        _kept[key] = ValueGenerator.Generate(rule);
        Save();
        return new Resolution.Known(_kept[key], input.Secret);
    }

    /// <summary>What an input is kept under.</summary>
    public static string KeyOf(ManifestResource parameter, ParameterInput input) =>
        parameter is ParameterResource && input.Name == "value" ? parameter.Name : $"{parameter.Name}.{input.Name}";

    /// <summary>The environment variable that gives a parameter, as Aspire reads it: <c>Parameters__cache_password</c>.</summary>
    public static string VariableName(string key) => $"Parameters__{key.Replace('-', '_').Replace('.', '_')}";

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private void Save() => OwnerOnlyFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(_kept, ParameterJson.Default.SortedDictionaryStringString));
}

/// <summary>The serialized form of the parameters that a run keeps: a JSON object from names to values.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ParameterJson : JsonSerializerContext;
