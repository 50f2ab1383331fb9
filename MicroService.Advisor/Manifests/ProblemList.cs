namespace MicroService.Advisor.Manifests;

/// <summary>Collects the problems of one file up to a limit, and counts the rest.</summary>
internal sealed class ProblemList(string source, int limit)
{
    private readonly List<Problem> _problems = [];
    private int _dropped;

    public int Count => _problems.Count + _dropped;

    public void Malformed(string code, Position position, string message) => Add(ProblemKind.Malformed, code, position, message);

    public void Invalid(string code, Position position, string message) => Add(ProblemKind.Invalid, code, position, message);

    public void AddRange(ProblemList others)
    {
        foreach (var problem in others._problems)
        {
            Add(problem.Kind, problem.Code, problem.Position, problem.Message);
        }

        _dropped += others._dropped;
    }

    public IReadOnlyList<Problem> ToList()
    {
        var ordered = _problems.OrderBy(problem => problem.Position.Line).ThenBy(problem => problem.Position.Column).ToList();
        if (_dropped > 0)
        {
            ordered.Add(new Problem(ordered[^1].Kind, "more-problems", source, Position.None, $"{_dropped} more problems are not shown."));
        }

        return ordered;
    }

    private void Add(ProblemKind kind, string code, Position position, string message)
    {
        if (_problems.Count < limit)
        {
            _problems.Add(new Problem(kind, code, source, position, message));
        }
        else
        {
            _dropped++;
        }
    }
}
