import { PageHead } from '../../parts/page-head.tsx';

export const SourcesPage = () => <PageHead title="SourcesPage" />;
