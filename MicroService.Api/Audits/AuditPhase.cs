namespace MicroService.Api.Audits;

/// <summary>The steps of working on a document.</summary>
public enum AuditPhase
{
    /// <summary>Bytes become documents.</summary>
    Parse,

    /// <summary>Rules inspect the documents, and the report is made.</summary>
    Audit,

    /// <summary>Fixes are applied, audits in between included.</summary>
    Fix,
}
