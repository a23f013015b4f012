package io.cameldiscovery.registry.store;

class MemoryLeaseStoreTest extends LeaseStoreContract {
    @Override
    protected LeaseStore open() {
        return new MemoryLeaseStore();
    }
}
