package io.cameldiscovery.registry;

class MemoryLeaseStoreTest extends LeaseStoreContract {
    @Override
    LeaseStore open() {
        return new MemoryLeaseStore();
    }
}
