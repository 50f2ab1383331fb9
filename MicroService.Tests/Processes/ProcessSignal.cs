namespace MicroService.Tests.Processes;

/// <summary>The signals that tests send to the processes they started, by the names that <c>kill -s</c> takes everywhere.</summary>
internal enum ProcessSignal
{
    Hup,
    Int,
    Term,
    Kill,
    Stop,
    Cont,
}
