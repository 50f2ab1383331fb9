using System.Data;
using System.Data.Common;

namespace MicroService.Api.History;

/// <summary>Named parameters in one line each.</summary>
internal static class CommandParameters
{
    public static DbCommand With(this DbCommand command, string name, DbType type, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return command;
    }
}
