package io.cameldiscovery.token;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An engine that is loaded once: by a thread of its own, or by the first caller who needs it. */
final class DeferredEngine implements SignatureEngine {

    private final FutureTask<SignatureEngine> loading;

    DeferredEngine(Callable<SignatureEngine> loader) {
        this.loading = new FutureTask<>(loader);
    }

    SignatureEngine loadInBackground() {
        Thread thread = new Thread(loading, "signature-engine");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    @Override
    public String name() {
        return engine().name();
    }

    @Override
    public byte[] sign(PrivateKey key, byte[] input) {
        return engine().sign(key, input);
    }

    @Override
    public boolean verify(PublicKey key, byte[] input, byte[] signature) {
        return engine().verify(key, input, signature);
    }

    private SignatureEngine engine() {
        loading.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return loading.get();
                } catch (InterruptedException stillWanted) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException | CancellationException failed) {
            throw new IllegalStateException("no Ed25519 implementation loads: " + failed.getMessage(), failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
