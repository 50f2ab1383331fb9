namespace MicroService.AppHost.Observability;

/// <summary>The metrics of a service with the service defaults, as Prometheus names them.</summary>
internal static class MetricNames
{
    public const string Up = "up";
    public const string Requests = "http_server_request_duration_seconds";
    public const string ActiveRequests = "http_server_active_requests";
    public const string Connections = "kestrel_active_connections";
    public const string QueuedConnections = "kestrel_queued_connections";
    public const string ClientRequests = "http_client_request_duration_seconds";

    public const string GateActive = "request_gate_active";
    public const string GateQueued = "request_gate_queued";
    public const string GateLimit = "request_gate_limit";
    public const string GateShed = "request_gate_shed_total";
    public const string Ready = "service_ready";
    public const string Draining = "service_draining";
    public const string Reloads = "configuration_reloads_total";
    public const string Refused = "configuration_refused";
    public const string SecretRotations = "secret_rotations_total";

    public const string CpuTime = "dotnet_process_cpu_time_seconds_total";
    public const string CpuCount = "dotnet_process_cpu_count";
    public const string WorkingSet = "dotnet_process_memory_working_set_bytes";
    public const string HeapSize = "dotnet_gc_last_collection_heap_size_bytes";
    public const string HeapCommitted = "dotnet_gc_last_collection_memory_committed_size_bytes";
    public const string Pauses = "dotnet_gc_pause_time_seconds_total";
    public const string Collections = "dotnet_gc_collections_total";
    public const string Allocated = "dotnet_gc_heap_total_allocated_bytes_total";

    // The runtime declares these two as counters although they go up and down, hence their endings.
    public const string ThreadPoolThreads = "dotnet_thread_pool_thread_count_total";
    public const string ThreadPoolQueue = "dotnet_thread_pool_queue_length_total";

    public const string DependencyUp = "dependency_up";
    public const string CheckDuration = "dependency_check_duration_seconds";
    public const string Calls = "dependency_call_duration_seconds";
    public const string Retries = "dependency_retries_total";
    public const string Rejections = "dependency_rejections_total";
    public const string BreakerState = "dependency_breaker_state";
    public const string BulkheadActive = "dependency_bulkhead_active";
    public const string BulkheadQueued = "dependency_bulkhead_queued";
    public const string BulkheadLimit = "dependency_bulkhead_limit";
    public const string ChaosInjections = "dependency_chaos_injections_total";

    public const string DatabaseConnections = "db_client_connection_count";
    public const string DatabaseConnectionLimit = "db_client_connection_max";
    public const string DatabaseExecuting = "db_client_operation_npgsql_executing";
    public const string DatabaseOperations = "db_client_operation_duration_seconds";

    public const string Audits = "microservice_audits_total";
    public const string Findings = "microservice_audit_findings_total";
    public const string Score = "microservice_audit_score";
    public const string AuditDuration = "microservice_audit_duration_seconds";
    public const string CacheRequests = "microservice_cache_requests_total";
}
