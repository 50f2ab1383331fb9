namespace MicroService.Publishing.Databases;

/// <summary>A database of the model that its server does not create by itself.</summary>
/// <param name="Resource">The value that connects to it.</param>
/// <param name="Server">The resource that runs the server.</param>
/// <param name="Name">What the server calls it.</param>
internal sealed record CreatedDatabase(string Resource, string Server, string Name, DatabaseEngine Engine)
{
    /// <summary>What the Job that creates it would be called, if that were a name in a cluster.</summary>
    public string Wish => $"{Server}-{Name}-create";
}
