namespace MicroService.Publishing.Images;

/// <summary>The minimum memory of images for which the default is too little.</summary>
internal static class ImageMemory
{
    /// <summary>The minimum for an image; null if the default suffices.</summary>
    public static string? LeastOf(ImageProfile profile) => profile.Name switch
    {
        // Refuses to start with less (SQL Server on Linux, system requirements).
        "SQL Server" => "2Gi",
        // A Java heap of 1 GiB by default, and as much again outside of it.
        "Elasticsearch" or "Kafka" => "2Gi",
        // Its cache alone takes 256 MiB at least (MongoDB manual, storage.wiredTiger.engineConfig.cacheSizeGB).
        "MongoDB" or "Keycloak" or "MySQL" or "MariaDB" => "1Gi",
        "RabbitMQ" or "Kafka UI" or "pgAdmin" or "Prometheus" or "Qdrant" or "Garnet" => "512Mi",
        _ => null,
    };
}
