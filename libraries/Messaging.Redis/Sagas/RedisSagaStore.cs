using System.Globalization;
using MassTransit;
using StackExchange.Redis;

namespace Messaging.Redis.Sagas;

/// <summary>The rows of one saga type: one GET to read, one EVALSHA to write.</summary>
internal sealed class RedisSagaStore<TSaga>(RedisSagaOptions options, IServiceProvider provider, TimeProvider timeProvider)
    where TSaga : class, ISagaVersion
{
    private static readonly string Script = LoadScript();

    private readonly Lock _gate = new();
    private readonly string _expiry = ((long)(options.Expiry ?? TimeSpan.Zero).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    private Task<IDatabase>? _database;

    public RedisSagaSerializer<TSaga> Serializer { get; } = new(options.SerializerOptions);

    /// <returns>Null where there is no row.</returns>
    public async Task<RedisSagaRow?> Read(Guid sagaId, CancellationToken cancellationToken)
    {
        var database = await Database().WaitAsync(cancellationToken);
        var value = await RedisClient.Redirect(flags => database.StringGetAsync(options.KeyOf(sagaId), flags))
            .WaitAsync(options.CommandTimeout, timeProvider, cancellationToken);
        return value.IsNull ? null : Row(sagaId, (byte[])value!);
    }

    /// <summary>Creates (nothing expected), changes or deletes (no replacement) a row.</summary>
    /// <returns>Null where it is done. Without a token: a write that is under way is not abandoned half known.</returns>
    public async Task<RefusedWrite?> Write(Guid sagaId, RedisSagaRow? expected, RedisSagaRow? replacement)
    {
        var database = await Database();
        RedisKey[] keys = [options.KeyOf(sagaId)];
        RedisValue[] values = [expected?.Header ?? [], replacement?.Value ?? [], _expiry];
        var reply = (RedisResult[])(
            await RedisClient.Redirect(flags => database.ScriptEvaluateAsync(Script, keys, values, flags))
                .WaitAsync(options.CommandTimeout, timeProvider))!;
        return (int)reply[0] switch
        {
            1 => null,
            0 => new RefusedWrite(sagaId, Row(sagaId, (byte[])reply[1]!)),
            _ => new RefusedWrite(sagaId, null),
        };
    }

    private Task<IDatabase> Database()
    {
        lock (_gate)
        {
            return _database is null || _database.IsFaulted || _database.IsCanceled ? _database = Open() : _database;
        }
    }

    private async Task<IDatabase> Open() => options.SelectDatabase(await options.Connect(provider));

    private RedisSagaRow Row(Guid sagaId, byte[] value)
    {
        try
        {
            return new RedisSagaRow(value);
        }
        catch (FormatException exception)
        {
            throw new SagaException($"The row at {options.KeyOf(sagaId)} cannot be read", typeof(TSaga), sagaId, exception);
        }
    }

    private static string LoadScript()
    {
        var type = typeof(RedisSagaOptions);
        using var stream = type.Assembly.GetManifestResourceStream(type, "CompareAndWrite.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
