namespace MicroService.ServiceDefaults.Management;

/// <summary>Marks connections that came in through the management listener, whatever their Host header says.</summary>
internal interface IManagementConnection;
