namespace MicroService.Advisor.Manifests;

/// <summary>Ends the reading of one document from deep inside it; never leaves the reader.</summary>
internal sealed class RefusedException(string code, Position position, string message) : Exception(message)
{
    public string Code => code;

    public Position Position => position;
}
