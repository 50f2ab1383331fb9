using System.Globalization;
using System.Text.Json;

namespace MicroService.Cluster.Prometheus;

/// <summary>Reads an answer piece by piece as it comes (Prometheus documentation, HTTP API).</summary>
internal sealed class AnswerParser(int maxSamples)
{
    // {"data": {"result": [{"metric": {"job": "x"}, "values": [[1, "2"]], "value": [1, "2"]}]}, "warnings": ["x"]}
    private const int TopDepth = 1;
    private const int DataDepth = 2;
    private const int SeriesDepth = 3;
    private const int FieldDepth = 4;
    private const int LabelDepth = 5;

    private readonly List<Series> _series = [];
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private JsonReaderState _state;
    private Dictionary<string, string> _labels = [];
    private List<Sample> _samples = [];
    private string _top = "";
    private string _field = "";
    private string _label = "";
    private bool _isResult;
    private double _at;
    private int _count;
    private string? _status;
    private bool _hasResult;

    /// <summary>What Prometheus says of a failure; null if it says none.</summary>
    public string? Error { get; private set; }

    /// <summary>The kind of failure, such as <c>timeout</c>.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>Whether what was read is an answer: other servers, and proxies, answer 200 with other JSON.</summary>
    public bool IsAnswer => _status == "success" && _hasResult;

    /// <summary>The answer, once all of it was read.</summary>
    public PrometheusAnswer Answer => new(_series, _warnings);

    /// <summary>Reads a piece, and returns how many bytes of it are done with.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="PrometheusException">There are too many samples.</exception>
    public int Read(ReadOnlySpan<byte> utf8, bool isFinal)
    {
        var reader = new Utf8JsonReader(utf8, isFinal, _state);
        while (reader.Read())
        {
            Take(ref reader);
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Name(ref reader);
                break;
            case JsonTokenType.StartObject when _isResult && reader.CurrentDepth == SeriesDepth:
                (_labels, _samples) = (new Dictionary<string, string>(StringComparer.Ordinal), []);
                break;
            case JsonTokenType.EndObject when _isResult && reader.CurrentDepth == SeriesDepth:
                _series.Add(new Series(_labels, _samples));
                break;
            case JsonTokenType.Number when _isResult && _field is "values" or "value":
                _at = reader.GetDouble();
                break;
            case JsonTokenType.True when reader.CurrentDepth == TopDepth && _top == "isPartial":
                _warnings.Add("The answer is partial.");
                break;
            case JsonTokenType.String:
                Text(ref reader);
                break;
            default:
                break;
        }
    }

    private void Name(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case TopDepth:
                _top = reader.GetString()!;
                _isResult = false;
                break;
            case DataDepth:
                _isResult = _top == "data" && reader.ValueTextEquals("result"u8);
                _hasResult |= _isResult;
                break;
            case FieldDepth when _isResult:
                _field = reader.ValueTextEquals("values"u8) ? "values" : reader.ValueTextEquals("value"u8) ? "value"
                    : reader.ValueTextEquals("metric"u8) ? "metric" : "";
                break;
            case LabelDepth when _isResult:
                _label = Shared(reader.GetString()!);
                break;
            default:
                break;
        }
    }

    private void Text(ref Utf8JsonReader reader)
    {
        if (_isResult && _field == "metric" && reader.CurrentDepth == LabelDepth)
        {
            _labels[_label] = Shared(reader.GetString()!);
        }
        else if (_isResult && _field is "values" or "value")
        {
            if (++_count > maxSamples)
            {
                throw new PrometheusException(PrometheusFailure.TooLarge, $"The answer has more than {maxSamples} samples.");
            }

            if (double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            {
                _samples.Add(new Sample(_at, value));
            }
        }
        else if (reader.CurrentDepth == DataDepth && _top == "warnings")
        {
            _warnings.Add(reader.GetString()!);
        }
        else if (reader.CurrentDepth == TopDepth)
        {
            _status = _top == "status" ? reader.GetString() : _status;
            (Error, ErrorType) = _top switch
            {
                "error" => (reader.GetString(), ErrorType),
                "errorType" => (Error, reader.GetString()),
                _ => (Error, ErrorType),
            };
        }
    }

    // Thousands of series have the same few labels.
    private string Shared(string text) => _known.TryGetValue(text, out var known) ? known : _known[text] = text;
}
