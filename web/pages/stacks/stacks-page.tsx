import { PageHead } from '../../parts/page-head.tsx';

export const StacksPage = () => <PageHead title="StacksPage" />;
