using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Probing;

/// <summary>A connection without a network: its requests are there from the start, its output is kept.</summary>
internal sealed class ProbeConnection : ConnectionContext, IMemoryPoolFeature
{
    private readonly Pipe _requests = new();
    private readonly ProbePool _pool = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProbeConnection(string requests)
    {
        OutputWriter writer = new(new OutputPump(Sender, pauseThreshold: 0), _pool);
        Transport = new DuplexPipe(_requests.Reader, writer);
        Output = new ConnectionOutput(this, writer);
        Features.Set(Output);
        Features.Set<IMemoryPoolFeature>(this);
        _requests.Writer.Write(Encoding.ASCII.GetBytes(requests));
        _requests.Writer.Complete();
    }

    public RecordingSender Sender { get; } = new();

    public ConnectionOutput Output { get; }

    /// <summary>All that was written into memory, in order.</summary>
    public string WrittenText => _pool.Text;

    public Task Ended => _ended.Task;

    public MemoryPool<byte> MemoryPool => _pool;

    public override string ConnectionId { get; set; } = "probe";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => Sender.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _ended.TrySetResult();
    }
}
